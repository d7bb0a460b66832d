"""Who knows whom: single threads, exposure, paths to a person, and why a tie is as strong as it is."""
