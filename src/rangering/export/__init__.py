"""Field formats: a result as the layers that geographic information systems and globes open."""
