# Opens sockets in network namespaces and hands them to the Node.js process that started this, which cannot enter a
# namespace itself. One runs as long as that does: starting a process takes longer than opening the sockets of a network.
#
# Reads lines "id namespace protocol address port"; a socket that cannot be opened is answered with "id words". Handles go
# through the channel that Node.js gives a child which it starts with "ipc", in the way of its own children
# (Node.js lib/internal/child_process.js: NODE_HANDLE, and NODE_HANDLE_ACK before the next one).
use strict;
use warnings;
use Fcntl;
use POSIX ();
use Socket;

my $newnet = 0x40000000;
my $machine = (POSIX::uname())[4];
my %calls = (x86_64 => [ 308, 46 ], aarch64 => [ 268, 211 ], riscv64 => [ 268, 211 ]);
my ($setns, $sendmsg) = @{ $calls{$machine} // die "the numbers of setns and sendmsg are not known here\n" };
open my $channel, '+<&=', $ENV{NODE_CHANNEL_FD} or die "channel: $!\n";
$| = 1;

my $inside = '';
while (my $line = <STDIN>) {
    my ($id, @request) = split ' ', $line;
    my $answer = eval { hand_over($id, open_socket(@request), $request[1]); '' } // "$id @request: $@";
    print $answer =~ s/\n//r, "\n" if $answer ne '';
}

sub open_socket {
    my ($namespace, $protocol, $address, $port) = @_;
    if ($namespace ne $inside) {
        open my $file, '<', "/run/netns/$namespace" or die "$!\n";
        syscall($setns, fileno $file, $newnet) == 0 or die "setns: $!\n";
        $inside = $namespace;
    }
    my $family = $address =~ /:/ ? Socket::AF_INET6 : AF_INET;
    my $at = $address =~ /:/
        ? Socket::pack_sockaddr_in6($port, Socket::inet_pton($family, $address))
        : sockaddr_in($port, inet_aton($address));
    my $is_stream = $protocol =~ /^tcp/;
    socket my $socket, $family, $is_stream ? SOCK_STREAM : SOCK_DGRAM, 0 or die "socket: $!\n";
    setsockopt $socket, SOL_SOCKET, SO_REUSEADDR, 1 if $is_stream;
    bind $socket, $at or die "bind: $!\n";
    listen $socket, 511 or die "listen: $!\n" if $is_stream;
    fcntl $socket, F_SETFL, O_NONBLOCK | fcntl $socket, F_GETFL, 0;
    return $socket;
}

# sendmsg(2) with SCM_RIGHTS, laid out as on 64-bit machines.
sub hand_over {
    my ($id, $socket, $protocol) = @_;
    my $type = $protocol =~ /^tcp/ ? '"net.Server"' : qq("dgram.Socket","dgramType":"$protocol");
    my $text = qq({"cmd":"NODE_HANDLE","type":$type,"msg":{"id":$id}}\n);
    my $piece = pack 'P Q', $text, length $text;
    my $rights = pack 'Q l l l x4', 20, SOL_SOCKET, 1, fileno $socket;
    my $message = pack 'Q L x4 P Q P Q l x4', 0, 0, $piece, 1, $rights, length $rights, 0;
    syscall($sendmsg, fileno $channel, $message, 0) == length $text or die "sendmsg: $!\n";
    # Closed only when it has arrived.
    <$channel>;
}
