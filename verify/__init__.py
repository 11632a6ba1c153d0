"""Proof of every figure by arithmetic and by its readings. Pure: values in, values out."""
