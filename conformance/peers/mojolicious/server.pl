#!/usr/bin/perl
# Echo server on the Perl library Mojolicious: server.pl PORT
use strict;
use warnings;

use Mojo::Server::Daemon;
use Mojolicious;

my $limit = 256 * 1024 * 1024;
my $application = Mojolicious->new(secrets => ['echo']);
$application->log->level('fatal');

$application->routes->websocket('/*rest' => {rest => ''} => sub {
  my $controller = shift;
  $controller->tx->with_compression;
  $controller->tx->max_websocket_size($limit);
  $controller->inactivity_timeout(0);

  # "text" and "binary" hand out the octets of a message, "message" would decode text first.
  $controller->on(text   => sub { $_[0]->send({text   => $_[1]}) });
  $controller->on(binary => sub { $_[0]->send({binary => $_[1]}) });
});

my $daemon = Mojo::Server::Daemon->new(
  app                => $application,
  listen             => ["http://127.0.0.1:$ARGV[0]"],
  silent             => 1,
  max_clients        => 10000,
  inactivity_timeout => 0,
);
# Broken peers are expected here, and no reason for a warning.
$daemon->ioloop->reactor->unsubscribe('error')->on(error => sub { });
$daemon->run;    # ends on SIGTERM
