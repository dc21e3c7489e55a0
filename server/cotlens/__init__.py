"""CoTLens: reads coding agents' session logs and shows what they flag beside the code. Holds the version, nothing else."""

__version__ = "0.1.0"
