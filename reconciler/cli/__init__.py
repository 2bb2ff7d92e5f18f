"""The command line: parse, call the pipeline, report, exit. One file per command, imported when it is called."""
