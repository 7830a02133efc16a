# Opens sockets in network namespaces and becomes the program that hands them on. Node.js cannot enter a namespace, and
# starting one in each takes as long as all the rest of building a network.
#
# Arguments: "namespace protocol address port" for each socket, then "--", then the command, to which the numbers of the
# sockets are added in that order.
use strict;
use warnings;
use POSIX ();
use Socket;

# Sockets stay open in what this becomes.
$^F = 1 << 20;
my $newnet = 0x40000000;
my %setns = (x86_64 => 308, aarch64 => 268, riscv64 => 268);
my $setns = $setns{ (POSIX::uname())[4] } // die "the number of setns is not known here\n";

my ($inside, @kept) = ('');
while (@ARGV and (my $request = shift @ARGV) ne '--') {
    my ($namespace, $protocol, $address, $port) = split ' ', $request;
    if ($namespace ne $inside) {
        open my $file, '<', "/run/netns/$namespace" or die "$namespace: $!\n";
        syscall($setns, fileno $file, $newnet) == 0 or die "setns $namespace: $!\n";
        $inside = $namespace;
    }
    my $family = $address =~ /:/ ? Socket::AF_INET6 : AF_INET;
    my $at = $address =~ /:/
        ? Socket::pack_sockaddr_in6($port, Socket::inet_pton($family, $address))
        : sockaddr_in($port, inet_aton($address));
    socket my $socket, $family, $protocol =~ /^tcp/ ? SOCK_STREAM : SOCK_DGRAM, 0 or die "socket: $!\n";
    setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1 if $protocol =~ /^tcp/;
    bind $socket, $at or die "$request: $!\n";
    push @kept, $socket;
}
exec @ARGV, map { fileno $_ } @kept or die "exec: $!\n";
