"""What surrounds handing over a mail: what answers mean, how much goes out, whom nothing reaches."""
