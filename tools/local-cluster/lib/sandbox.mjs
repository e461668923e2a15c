// What separates a pod from this machine: a network namespace, and a root of its own for each container.
import { execFile } from "node:child_process";

// A pair of links and a route for one address; no bridge, so that the node sees both directions and the client's address survives.
const connect = `ns=$1 veth=$2 ip=$3 node=$4
ip netns add $ns
ip link add $veth address ee:ee:ee:ee:ee:ee type veth peer name eth0 netns $ns
ip link set $veth up
ip route replace $ip dev $veth src $node
ip -n $ns -batch - <<E
link set lo up
link set eth0 up
addr add $ip/32 dev eth0
neigh add 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0 nud permanent
route add 169.254.1.1 dev eth0 scope link
route add default via 169.254.1.1 dev eth0
E
nsenter --net=/run/netns/$ns sh -c 'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start'`;
const disconnect = "ip netns del $1 2>/dev/null || true; ip link del $2 2>/dev/null || true";

// root, pod folder, working directory, user:group, groups, number of binds, binds (source target ro|rw), command
const enter = `root=$1 pod=$2 cwd=$3 user=$4 groups=$5 n=$6; shift 6
cat $pod/hostname > /proc/sys/kernel/hostname; mount -t tmpfs -o mode=755 tmpfs $root
cd $root; mkdir -p usr etc dev proc sys tmp run root var/tmp home; chmod 1777 tmp var/tmp; ln -s ../run var/run
mount --rbind /usr usr; mount -t tmpfs -o mode=755 tmpfs usr/local/bin
for d in bin sbin lib lib64 lib32; do if [ -L /$d ]; then ln -s $(readlink /$d) $d; elif [ -d /$d ]; then mkdir $d; mount --bind /$d $d; fi; done
mount --rbind /proc proc; mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs dev; mkdir -p dev/shm dev/pts; mount -t tmpfs -o mode=1777,size=64m shm dev/shm
for d in null zero full random urandom tty; do : > dev/$d; mount --bind /dev/$d dev/$d; done
ln -s /proc/self/fd dev/fd; ln -s /proc/self/fd/0 dev/stdin; ln -s /proc/self/fd/1 dev/stdout; ln -s /proc/self/fd/2 dev/stderr
for f in passwd group nsswitch.conf ld.so.cache ssl alternatives; do [ -e /etc/$f ] && cp -a /etc/$f etc/$f; done
cp $pod/hosts $pod/resolv.conf $pod/hostname etc/
while [ $n -gt 0 ]; do
  if [ -d "$1" ]; then mkdir -p "$root$2"; else mkdir -p "$(dirname "$root$2")"; : > "$root$2"; fi
  mount --rbind "$1" "$root$2"; [ "$3" = rw ] || mount -o remount,bind,ro "$root$2"
  shift 3; n=$((n-1))
done
cd /; exec chroot --userspec=$user --groups=$groups $root env -C "$cwd" "$@"`;

function shell(script, ...args) {
  return new Promise((resolve, reject) => {
    execFile("sh", ["-ec", script, "sh", ...args], (error, output, complaint) =>
      error ? reject(new Error((complaint || error.message).trim())) : resolve(output),
    );
  });
}

/** Gives a pod a network namespace with an address. */
export function connectPod({ namespace, link, address }, nodeAddress) {
  return shell(connect, namespace, link, address, nodeAddress);
}

/** Takes it down again. */
export function disconnectPod({ namespace, link }) {
  return shell(disconnect, namespace, link);
}

/** The command that runs `command` as a container. `binds`: [source, target, "ro" | "rw"][]. */
export function containerCommand({ network, root, folder, workingDir, user, groups, binds, command }) {
  const inside = [root, folder, workingDir, user, groups.join(","), String(binds.length), ...binds.flat(), ...command];
  const isolated = ["unshare", "--mount", "--uts", "--propagation", "private", "sh", "-ec", enter, "sh", ...inside];
  return network === undefined ? isolated : ["nsenter", `--net=/run/netns/${network.namespace}`, ...isolated];
}

/** Runs a command in a running container. */
export function execIn(pid, command, timeout) {
  return new Promise((resolve, reject) => {
    execFile(
      "nsenter",
      ["-t", String(pid), "-m", "-n", "-r", "-w", ...command],
      { timeout },
      (error, output, complaint) => (error ? reject(new Error(complaint || error.message)) : resolve(output)),
    );
  });
}
