"""Acquisition, transformation, the engines, the run and the command line."""
