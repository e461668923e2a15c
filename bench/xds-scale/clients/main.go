// Command clients is a number of proxies in one process: each opens a connection with one delta ADS stream, takes all clusters and listeners
// and the endpoints of every cluster, ACKs everything, and notes when it has a change that it was told to expect.
//
//	clients -address 127.0.0.1:18000 -fleets 1
//
// Orders, and what is answered:
//
//	{"open": 100, "atOnce": 10}         {"tookMs", "bytesIn", "bytesOut"} when all have everything
//	{"expect": {"name", "port"}}        {"armed": true}, then {"receivedAt": [ns, …], "bytesIn", "bytesOut"} when all have it
package main

import (
	"encoding/json"
	"flag"
	"sync"
	"sync/atomic"
	"time"

	"xdsscale/process"
)

// fleet is all clients of this process.
type fleet struct {
	address  string
	fleets   int
	size     int
	in, out  atomic.Int64
	expected atomic.Pointer[expectation]
	received chan int64
}

type order struct {
	Open   int          `json:"open"`
	AtOnce int          `json:"atOnce"`
	Expect *expectation `json:"expect"`
}

func main() {
	f := &fleet{received: make(chan int64, 1<<16)}
	flag.StringVar(&f.address, "address", "", "host:port of the server")
	flag.IntVar(&f.fleets, "fleets", 1, "clusters of nodes; clients take turns")
	flag.Parse()
	process.Orders(func(line []byte) {
		var o order
		process.Check(json.Unmarshal(line, &o))
		switch {
		case o.Expect != nil:
			f.expect(o.Expect)
		default:
			f.open(o.Open, o.AtOnce)
		}
	})
}

func (f *fleet) open(count, atOnce int) {
	start, in, out := process.Now(), f.in.Load(), f.out.Load()
	slots := make(chan struct{}, atOnce)
	var opened sync.WaitGroup
	opened.Add(count)
	for range count {
		slots <- struct{}{}
		f.start(f.size, func() {
			<-slots
			opened.Done()
		})
		f.size++
	}
	opened.Wait()
	process.Answer(map[string]any{"tookMs": float64(process.Now()-start) / 1e6, "bytesIn": f.in.Load() - in, "bytesOut": f.out.Load() - out})
}

func (f *fleet) expect(expected *expectation) {
	in, out := f.in.Load(), f.out.Load()
	f.expected.Store(expected)
	process.Answer(map[string]any{"armed": true})
	at := make([]int64, 0, f.size)
	for len(at) < f.size {
		at = append(at, <-f.received)
	}
	// Writers of connections run on their own: the last ACKs may still be on their way to the socket.
	time.Sleep(50 * time.Millisecond)
	process.Answer(map[string]any{"receivedAt": at, "bytesIn": f.in.Load() - in, "bytesOut": f.out.Load() - out})
}
