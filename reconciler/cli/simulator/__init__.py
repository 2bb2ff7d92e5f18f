"""`reconciler simulator`: the operator console of the embedded provider."""
