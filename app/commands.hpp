#pragma once

#include "app/command_line.hpp"

/// The program's commands, one a file.
namespace rentroll::app {

void add_simulate(CommandLine& line);
void add_import(CommandLine& line);
void add_import_rentals(CommandLine& line);
void add_request(CommandLine& line);
void add_charges(CommandLine& line);
void add_accounts(CommandLine& line);
void add_numbers(CommandLine& line);
void add_unrented(CommandLine& line);
void add_rollforward(CommandLine& line);
void add_invoice(CommandLine& line);
void add_report(CommandLine& line);
void add_forecast(CommandLine& line);
void add_reconcile(CommandLine& line);
void add_events(CommandLine& line);
void add_export(CommandLine& line);
void add_audit(CommandLine& line);
void add_whatif(CommandLine& line);
void add_verify(CommandLine& line);
void add_salvage(CommandLine& line);
void add_replay(CommandLine& line);
void add_backup(CommandLine& line);
void add_generate(CommandLine& line);
void add_keygen(CommandLine& line);
void add_checkpoint(CommandLine& line);
void add_prove(CommandLine& line);
void add_check_proof(CommandLine& line);
void add_completion(CommandLine& line);
void add_manual(CommandLine& line);

}  // namespace rentroll::app
