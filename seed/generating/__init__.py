"""What ``seed.generate`` is made of; needs numpy, and scipy for the statistics."""
