#!/bin/sh
# What a step says without what Docker says of each layer and container, and without where this checkout lies.
grep --line-buffered -vE '^(Step [0-9]+/| ---> |Sending build|Removing intermediate| (Container|Volume|Network) |WARNING: Location)' \
    | sed -u "s|${ATES_TRIAL:-$PWD/.ates-trial}|.ates-trial|g; s|$PWD|.|g"
