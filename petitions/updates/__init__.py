"""Updates: the news of a campaign and of the network."""
