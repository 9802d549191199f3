"""Benchmarks: work and its rivals go in; ratios of CPU time, taken in turns in one run, come out."""
