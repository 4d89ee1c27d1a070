"""What happens in a raid: who is seen, tracked, told apart and engaged, and what runs out first.

`run` and `replay` are the doors. `compile` turns a scenario into the arrays of `plan`, with a file for each
part of it; `kernels` walk the chain over a `state`, one link a file; `workers` spread replicates over threads
and `teach` learns the rates of the fast fidelity. A replicate ends as a row; `layout` says where its blocks
begin and `row_names` what its columns are called; `measures` and `general` make `results` of the rows.
`closed_forms` hold the answers that chance must approach where one is known.
"""
