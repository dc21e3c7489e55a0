"""Events in, facts out: what happened, in words that monitors can judge. Nothing here says that anything is wrong."""
