#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/role.hpp>
#include <cstdint>
#include <vector>

namespace gauntlet {

/// What Boost.Beast calls a SyncStream, over memory: reads what it was given, and keeps what is written if it was told
/// where, as a benchmark would measure that too. For those who call Beast synchronously; at the end of what was given
/// it says that the transport ended.
class BeastMemoryStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;

  explicit BeastMemoryStream(boost::asio::io_context& context) : context_(&context) {}

  executor_type get_executor() noexcept { return context_->get_executor(); }
  void give(const void* octets, std::size_t size) { left_ = boost::asio::const_buffer(octets, size); }
  void keep_output_in(std::vector<std::uint8_t>& output) { output_ = &output; }

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, boost::beast::error_code& error) {
    if (left_.size() == 0) {
      error = boost::asio::error::eof;
      return 0;
    }
    error = {};
    const std::size_t count = boost::asio::buffer_copy(buffers, left_);
    left_ += count;
    return count;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    boost::beast::error_code error;
    const std::size_t count = read_some(buffers, error);
    if (error) throw boost::beast::system_error(error);
    return count;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, boost::beast::error_code& error) {
    error = {};
    const std::size_t size = boost::asio::buffer_size(buffers);
    if (output_ == nullptr) return size;
    const std::size_t before = output_->size();
    output_->resize(before + size);
    return boost::asio::buffer_copy(boost::asio::buffer(output_->data() + before, size), buffers);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    boost::beast::error_code error;
    return write_some(buffers, error);
  }

 private:
  boost::asio::io_context* context_;
  boost::asio::const_buffer left_;
  std::vector<std::uint8_t>* output_ = nullptr;
};

// What Beast asks of a stream; it finds them beside the class.
inline void teardown(boost::beast::role_type, BeastMemoryStream&, boost::beast::error_code& error) { error = {}; }
template <class Handler>
void async_teardown(boost::beast::role_type, BeastMemoryStream&, Handler&&) {}

}  // namespace gauntlet
