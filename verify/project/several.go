package project

import (
	"context"
	"runtime"
	"strconv"

	"github.com/authkit-cli/authkit/internal/safego"
	"github.com/authkit-cli/authkit/verify/project/repo"
)

// Loaded is a project, or why its folder cannot be read.
type Loaded struct {
	Project *Project
	Err     error
}

// LoadAll is Load for several projects in one run: git is asked, and its history
// searched, once for each repository. Timeout is for the reading of each, and for
// the search in all.
func LoadAll(ctx context.Context, options []LoadOptions) []Loaded {
	dirs := make([]string, len(options))
	for i, o := range options {
		dirs[i] = o.Dir
	}
	states := repo.AskAll(ctx, dirs, SecretsFileName)
	all := make([]Loaded, len(options))
	var reading safego.Group
	places := make(chan struct{}, runtime.NumCPU())
	for i, o := range options {
		reading.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			o.Git, o.Leaks = &states[i], false
			all[i].Project, all[i].Err = Load(ctx, o)
		})
	}
	reading.Wait()
	searchAll(ctx, options, all)
	return all
}

// searchAll looks for the secrets of all projects in one pass through each repository.
func searchAll(ctx context.Context, options []LoadOptions, all []Loaded) {
	in := map[string][]int{}
	for i, l := range all {
		if l.Err == nil && options[i].Leaks && l.Project.Git.Repository {
			root := l.Project.Git.Root
			in[root] = append(in[root], i)
		}
	}
	for root, members := range in {
		searchTree(ctx, root, members, options, all)
	}
}

func searchTree(ctx context.Context, root string, members []int, options []LoadOptions, all []Loaded) {
	o := options[members[0]]
	if o.Timeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, o.Timeout)
		defer stop()
	}
	var needles []repo.Needle
	left := map[int]string{}
	for _, i := range members {
		own, why := all[i].Project.needles()
		left[i] = why
		for _, needle := range own {
			needles = append(needles, repo.Owned(strconv.Itoa(i), needle))
		}
		if len(own) == 0 && why == "" {
			all[i].Project.Leaks.Not = noNeedles
		}
	}
	if len(needles) == 0 {
		for _, i := range members {
			if left[i] != "" {
				all[i].Project.tellLeaks(repo.Scan{Complete: true}, left[i])
			}
		}
		return
	}
	scan := repo.Look(ctx, root, repo.Begin(ctx, root), needles, o.Searched).Leaks(all[members[0]].Project.Git)
	for _, i := range members {
		if p := all[i].Project; p.Leaks.Not == "" {
			p.tellLeaks(scan.Of(strconv.Itoa(i)), left[i])
		}
	}
}
