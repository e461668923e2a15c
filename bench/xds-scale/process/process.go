// Package process is what the programs of this benchmark share: orders come as JSON lines on standard input, answers go out as JSON lines on
// standard output, and times of different processes can be compared.
package process

import (
	"bufio"
	"encoding/json"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

var writing sync.Mutex

// Orders calls `handle` with each line of standard input, and returns when it ends.
func Orders(handle func(line []byte)) {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		Check(err)
		handle(line)
	}
}

// Answer prints one JSON line.
func Answer(value any) {
	writing.Lock()
	defer writing.Unlock()
	Check(json.NewEncoder(os.Stdout).Encode(value))
}

// Now is CLOCK_MONOTONIC in nanoseconds: the clock of Node's process.hrtime, so times of all processes are of one clock.
func Now() int64 {
	var now unix.Timespec
	Check(unix.ClockGettime(unix.CLOCK_MONOTONIC, &now))
	return now.Nano()
}

// CPU is what this process has used, user and system, in milliseconds.
func CPU() float64 {
	var usage syscall.Rusage
	Check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

// Memory collects garbage and returns what is in use and what the system has given, in bytes.
func Memory() (live, resident uint64) {
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	status, err := os.ReadFile("/proc/self/statm")
	Check(err)
	pages, err := strconv.ParseUint(strings.Fields(string(status))[1], 10, 64)
	Check(err)
	return stats.HeapAlloc + stats.StackInuse, pages * uint64(os.Getpagesize())
}

// Check ends the process on an error.
func Check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
