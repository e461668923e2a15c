package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"sync/atomic"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"xdsscale/process"
)

// Envoy's defaults.
const streamWindow, connectionWindow = 16 << 20, 24 << 20

// expectation is the change that all clients wait for: endpoints of a cluster with a port that no version before had.
type expectation struct {
	Name string `json:"name"`
	Port uint32 `json:"port"`
}

// client is one proxy: a connection of its own with one delta ADS stream.
type client struct {
	fleet    *fleet
	stream   discovery.AggregatedDiscoveryService_DeltaAggregatedResourcesClient
	clusters int
	assigned int
	ready    func()
}

// start connects and calls `ready` when all types have come.
func (f *fleet) start(index int, ready func()) {
	connection, err := grpc.NewClient("passthrough:///"+f.address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(f.dial),
		grpc.WithInitialWindowSize(streamWindow), grpc.WithInitialConnWindowSize(connectionWindow),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(256<<20)),
		grpc.WithSharedWriteBuffer(true))
	process.Check(err)
	stream, err := discovery.NewAggregatedDiscoveryServiceClient(connection).DeltaAggregatedResources(context.Background())
	process.Check(err)
	c := &client{fleet: f, stream: stream, ready: ready}
	node := &core.Node{Id: fmt.Sprintf("proxy-%d", index), Cluster: fmt.Sprintf("fleet-%d", index%f.fleets), UserAgentName: "envoy"}
	c.send(&discovery.DeltaDiscoveryRequest{Node: node, TypeUrl: resource.ClusterType})
	go c.run()
}

func (c *client) run() {
	for {
		response, err := c.stream.Recv()
		if err != nil {
			log.Fatalf("a stream ended: %v", err)
		}
		switch response.GetTypeUrl() {
		case resource.ClusterType:
			c.takeClusters(response)
		case resource.EndpointType:
			c.takeEndpoints(response)
		case resource.ListenerType:
			c.takeListeners(response)
		default:
			log.Fatalf("nobody asked for %s", response.GetTypeUrl())
		}
	}
}

// takeClusters subscribes to endpoints before it ACKs, as Envoy does.
func (c *client) takeClusters(response *discovery.DeltaDiscoveryResponse) {
	names := make([]string, 0, len(response.GetResources()))
	for _, each := range response.GetResources() {
		names = append(names, each.GetName())
	}
	if c.assigned == 0 && len(names) > 0 {
		c.clusters += len(names)
		c.send(&discovery.DeltaDiscoveryRequest{TypeUrl: resource.EndpointType, ResourceNamesSubscribe: names})
	}
	c.acknowledge(response)
}

// takeEndpoints asks for listeners once all clusters have endpoints, and afterwards looks for the expected change.
func (c *client) takeEndpoints(response *discovery.DeltaDiscoveryResponse) {
	if c.assigned < c.clusters {
		c.assigned += len(response.GetResources())
		c.acknowledge(response)
		if c.assigned >= c.clusters {
			c.send(&discovery.DeltaDiscoveryRequest{TypeUrl: resource.ListenerType})
		}
		return
	}
	found := false
	if expected := c.fleet.expected.Load(); expected != nil {
		for _, each := range response.GetResources() {
			found = found || each.GetName() == expected.Name && lastPort(each) == expected.Port
		}
	}
	at := process.Now()
	c.acknowledge(response)
	if found {
		c.fleet.received <- at
	}
}

func (c *client) takeListeners(response *discovery.DeltaDiscoveryResponse) {
	c.acknowledge(response)
	if c.ready != nil {
		c.ready()
		c.ready = nil
	}
}

func (c *client) acknowledge(response *discovery.DeltaDiscoveryResponse) {
	c.send(&discovery.DeltaDiscoveryRequest{TypeUrl: response.GetTypeUrl(), ResponseNonce: response.GetNonce()})
}

func (c *client) send(request *discovery.DeltaDiscoveryRequest) {
	process.Check(c.stream.Send(request))
}

func lastPort(each *discovery.Resource) uint32 {
	var assignment endpoint.ClusterLoadAssignment
	process.Check(proto.Unmarshal(each.GetResource().GetValue(), &assignment))
	localities := assignment.GetEndpoints()
	endpoints := localities[len(localities)-1].GetLbEndpoints()
	return endpoints[len(endpoints)-1].GetEndpoint().GetAddress().GetSocketAddress().GetPortValue()
}

// counted counts what passes through a connection.
type counted struct {
	net.Conn
	in, out *atomic.Int64
}

func (c counted) Read(bytes []byte) (int, error) {
	n, err := c.Conn.Read(bytes)
	c.in.Add(int64(n))
	return n, err
}

func (c counted) Write(bytes []byte) (int, error) {
	n, err := c.Conn.Write(bytes)
	c.out.Add(int64(n))
	return n, err
}

func (f *fleet) dial(ctx context.Context, address string) (net.Conn, error) {
	connection, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	return counted{connection, &f.in, &f.out}, err
}
