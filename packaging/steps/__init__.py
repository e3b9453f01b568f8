"""The steps of a release, a file each."""
