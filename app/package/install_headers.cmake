# Installs the headers of `source_dir` as PREFIX/`include_dir`/rentroll/LAYER/NAME.hpp. In the project they include each
# other as "core/money.hpp"; once installed as "rentroll/core/money.hpp", so that no folder of another project
# that is called core comes before ours.
file(REMOVE_RECURSE ${staging_dir})
foreach(layer core events projections scenarios)
  file(GLOB headers ${source_dir}/${layer}/*.hpp)
  # They are about how events are stored, and would make cereal everybody's business.
  list(REMOVE_ITEM headers
    ${source_dir}/events/archive.hpp
    ${source_dir}/events/bit_packing.hpp
    ${source_dir}/events/block_columns.hpp
    ${source_dir}/events/block_form.hpp
    ${source_dir}/events/block_rows.hpp
    ${source_dir}/events/packed_values.hpp
    ${source_dir}/events/payload_archive.hpp)
  foreach(header ${headers})
    file(READ ${header} text)
    string(REGEX REPLACE "(#include \")((core|events|projections|scenarios)/)" "\\1rentroll/\\2" text "${text}")
    cmake_path(GET header FILENAME name)
    file(WRITE ${staging_dir}/rentroll/${layer}/${name} "${text}")
  endforeach()
endforeach()
cmake_path(ABSOLUTE_PATH include_dir BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX})
file(INSTALL ${staging_dir}/rentroll DESTINATION ${include_dir})
