#include <exception>
#include <new>

#include "app/commands.hpp"
#include "app/exit_code.hpp"
#include "app/program_log.hpp"
#include "core/error.hpp"

namespace {

using namespace rentroll;

int run(int argc, char** argv) {
  app::CommandLine line;
  app::add_simulate(line);
  app::add_import(line);
  app::add_import_rentals(line);
  app::add_request(line);
  app::add_charges(line);
  app::add_accounts(line);
  app::add_numbers(line);
  app::add_unrented(line);
  app::add_rollforward(line);
  app::add_invoice(line);
  app::add_report(line);
  app::add_forecast(line);
  app::add_reconcile(line);
  app::add_events(line);
  app::add_export(line);
  app::add_audit(line);
  app::add_whatif(line);
  app::add_verify(line);
  app::add_salvage(line);
  app::add_replay(line);
  app::add_backup(line);
  app::add_generate(line);
  app::add_keygen(line);
  app::add_checkpoint(line);
  app::add_prove(line);
  app::add_check_proof(line);
  app::add_completion(line);
  app::add_manual(line);
  app::Output output(stdout);
  const int exit_code = line.parse(argc, argv)(output);
  output.finish();
  return exit_code;
}

}  // namespace

/// The one place where exceptions become exit codes.
int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const core::InputError& error) {
    app::say(error.what());
    return app::bad_input;
  } catch (const std::bad_alloc&) {
    app::say("out of memory");
    return app::system_failed;
  } catch (const std::exception& error) {
    app::say(error.what());
    return app::system_failed;
  }
}
