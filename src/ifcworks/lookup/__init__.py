"""Questions to the indexes of models, answered at once by processes that keep them open."""
