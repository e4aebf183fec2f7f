# The commands of Elastic's connectors: `make ftest NAME=microsoft_teams DATA_SIZE=small`.

NAME ?= microsoft_teams

.PHONY: ftest
ftest:
	@[ "$(NAME)" = microsoft_teams ] || { echo "there is one connector here: NAME=microsoft_teams" >&2; exit 2; }
	@DATA_SIZE="$(DATA_SIZE)" tests/ftest
