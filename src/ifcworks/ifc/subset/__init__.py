"""Parts of a model as models, by copying the statements that they need."""
