# Each target sets up what it needs; where everything is there, that takes a second.
.DEFAULT_GOAL := help
.PHONY: help demo test bench lint picture v8 cc c++ node chromium python3

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: v8 ## Grade the bundled submissions against the bundled problems
	cargo run --release --bin tribunal -- grade

test: v8 c++ node chromium python3 ## Run all tests, and show all that fail
	cargo test --workspace --no-fail-fast

bench: v8 node ## Measure the engine against bare V8 and against node
	cargo bench

picture: v8 chromium ## Draw the README's pictures anew
	cargo build --release
	target/release/tribunal grade -p sum -p prime-factors -p roman-numerals -s loop -s reduce -s export_def -s accepts_empty -s last_of_none -s missing \
		-v --color always --no-progress | cargo xtask picture > docs/demo.svg
	cargo test --test integration browser bundled
	cp target/tmp/grade-light.png docs/report.png

lint: v8 ## Check formatting, lints and documentation
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

v8: cc ## Find, download or build V8 (docs/building-v8.md)
	cargo xtask v8

cc c++ node chromium python3:
	@scripts/need.sh $@
