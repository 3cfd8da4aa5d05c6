"""The pages. They read through `cases.reading` and write through `cases.desk`, and nothing else."""
