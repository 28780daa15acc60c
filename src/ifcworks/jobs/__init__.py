"""Jobs: what one is, the ledger that is their truth, and how they are carried out."""
