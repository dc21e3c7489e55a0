"""The command line: arguments in, reports and exit statuses out. Never imports the language server's libraries."""
