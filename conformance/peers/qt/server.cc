// Echo server on Qt WebSockets: qt PORT
#include <QCoreApplication>
#include <QHostAddress>
#include <QWebSocket>
#include <QWebSocketServer>
#include <QtGlobal>

namespace {

void serve(QWebSocket* peer) {
  peer->setMaxAllowedIncomingFrameSize(QWebSocket::maxIncomingFrameSize());
  peer->setMaxAllowedIncomingMessageSize(QWebSocket::maxIncomingMessageSize());
  QObject::connect(peer, &QWebSocket::textMessageReceived, peer,
                   [peer](const QString& text) { peer->sendTextMessage(text); });
  QObject::connect(peer, &QWebSocket::binaryMessageReceived, peer,
                   [peer](const QByteArray& octets) { peer->sendBinaryMessage(octets); });
  QObject::connect(peer, &QWebSocket::disconnected, peer, &QObject::deleteLater);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  QCoreApplication application(argc, argv);
  qInstallMessageHandler([](QtMsgType, const QMessageLogContext&, const QString&) {});
  QWebSocketServer server("echo", QWebSocketServer::NonSecureMode);
  server.setMaxPendingConnections(1000);
  QObject::connect(&server, &QWebSocketServer::newConnection, &server, [&server] {
    while (QWebSocket* peer = server.nextPendingConnection()) serve(peer);
  });
  if (!server.listen(QHostAddress::LocalHost, static_cast<quint16>(QString(argv[1]).toUInt()))) return 1;
  return QCoreApplication::exec();  // SIGTERM ends the process
}
