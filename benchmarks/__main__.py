"""``make bench``: every figure of benchmarks/README.md, measured here and now."""

import os
import platform

import benchmarks.coverage
import benchmarks.exposure
import benchmarks.programme
import benchmarks.raid
import benchmarks.risk
import benchmarks.scale
import benchmarks.start_up
import benchmarks.study
import benchmarks.timeline
import benchmarks.tracker
import benchmarks.traffic
import benchmarks.traffic_import
import benchmarks.visibility
import rangering

print(f"rangering {rangering.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores")
benchmarks.visibility.main()
benchmarks.coverage.main()
benchmarks.exposure.main()
benchmarks.tracker.main()
benchmarks.raid.main()
benchmarks.programme.main()
benchmarks.study.main()
benchmarks.timeline.main()
benchmarks.risk.main()
benchmarks.traffic.main()
benchmarks.scale.main()
benchmarks.traffic_import.main()
benchmarks.start_up.main()
