"""The readable truth: losses and their gradients in NumPy float64, written by hand.

Never fast, never approximate; every engine is correct when it agrees with what stands here.

    V words, D dimensions, C context words of a window, K noise words
    W_in  (V, D)  input vectors, the embedding
    W_out (V, D)  output vectors
    h     (D,)    hidden layer

A name ends in `_id` for a vocabulary id and in `_pos` for a place in the text.
"""
