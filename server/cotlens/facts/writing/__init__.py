"""Which files a command writes, moves or removes, and with what text, as far as the command tells."""
