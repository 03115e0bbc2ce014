// What the rooms with sockets include, see library.h.
#include <asio.hpp>
#include <asio/ssl.hpp>

#include "library.h"
