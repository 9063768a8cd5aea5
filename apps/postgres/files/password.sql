-- Gives :role the password that :file holds. The password is on no command line, and stays out of the server's log, of
-- messages (terse ones quote no statement) and of psql's output.
\set ON_ERROR_STOP on
\set VERBOSITY terse
set log_statement = 'none';
set log_min_duration_statement = -1;
set log_min_error_statement = 'panic';
\set password `cat :'file'`
alter role :"role" password :'password';
