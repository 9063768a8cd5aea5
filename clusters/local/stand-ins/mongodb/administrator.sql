-- Makes :name an administrator with the password that :file holds.
set log_statement = 'none';
set log_min_error_statement = 'panic';
\set VERBOSITY terse
\set password `cat :'file'`
select format('create role %I login', :'name') where not exists (select from pg_roles where rolname = :'name') \gexec
grant documentdb_admin_role to :"name";
alter role :"name" password :'password';
