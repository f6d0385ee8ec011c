// Package diagnosis is what authkit info says of a machine and a project, for a
// public bug report. It takes no value of any secrets file, no address, and no
// name that its owner chose: what is on no list of ours is counted, not named.
package diagnosis
