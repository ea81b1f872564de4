"""How the Cixi dataset is made: what was reported, what is placed by hand, what is invented."""
