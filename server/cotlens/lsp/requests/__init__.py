"""One file per request that a client may send; each only looks things up."""
