"""Harbor Ridge Builders, the contractor of the demonstration."""
