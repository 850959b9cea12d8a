"""Runs on disk: the record, the folder, and reading what older versions wrote."""
