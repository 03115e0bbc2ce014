# Echo server on the Ruby library faye-websocket, on the server thin: server.rb PORT
require 'eventmachine'
require 'faye/websocket'
require 'thin'

LIMIT = 256 * 1024 * 1024

ECHO = lambda do |env|
  return [400, { 'Content-Type' => 'text/plain' }, ["not a WebSocket request\n"]] unless Faye::WebSocket.websocket?(env)

  socket = Faye::WebSocket.new(env, [], max_length: LIMIT)
  # A string arrives as text, an array of octets as binary; send takes both the same way.
  socket.on(:message) { |event| socket.send(event.data) }
  socket.on(:error) { |_event| nil }
  socket.rack_response
end

Faye::WebSocket.load_adapter('thin')
Thin::Logging.silent = true
# An error in the handling of one connection must not end the server.
EM.error_handler { |error| warn "ruby-faye-websocket: #{error.message}" }
trap('TERM') { exit!(0) }
EM.run { Thin::Server.new('127.0.0.1', Integer(ARGV[0]), ECHO, signals: false).start }
