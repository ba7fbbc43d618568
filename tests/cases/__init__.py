"""Real elections as scenarios, held against what is known of them."""
