"""What is handed to the addressee: the signature list on paper and as a table for machines."""
