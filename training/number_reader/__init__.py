"""How the number reader is made: figures rendered, damaged as scans are, and learned."""
