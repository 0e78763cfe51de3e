#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <trust/http_responder.hpp>

namespace spec::test {

HttpResponder::HttpResponder(std::string content_type, std::function<std::string(const std::string&)> answer)
    : content_type_(std::move(content_type)), answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0)
        throw std::runtime_error("no port on 127.0.0.1");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
        while (!stop_) {
            pollfd waiting{listener_, POLLIN, 0};
            if (::poll(&waiting, 1, 50) <= 0) continue;
            const int connection = ::accept(listener_, nullptr, nullptr);
            if (connection >= 0) serve(connection);
        }
    });
}

HttpResponder::~HttpResponder() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
}

void HttpResponder::serve(int connection) const {
    std::string request;
    char buffer[4096];
    std::size_t wanted = std::string::npos;
    while (request.size() < wanted) {
        const ssize_t got = ::read(connection, buffer, sizeof buffer);
        if (got <= 0) break;
        request.append(buffer, static_cast<std::size_t>(got));
        const std::size_t head = request.find("\r\n\r\n");
        if (wanted != std::string::npos || head == std::string::npos) continue;
        std::string lower = request.substr(0, head);
        std::transform(lower.begin(), lower.end(), lower.begin(),
                       [](char c) { return static_cast<char>(std::tolower(c)); });
        const std::size_t at = lower.find("content-length:");
        wanted = head + 4 + (at == std::string::npos ? 0 : std::stoul(lower.substr(at + 15)));
    }
    const std::size_t head = request.find("\r\n\r\n");
    const std::string body = answer_(head == std::string::npos ? "" : request.substr(head + 4));
    const std::string reply = "HTTP/1.0 200 OK\r\nContent-Type: " + content_type_ +
                              "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (std::size_t sent = 0; sent < reply.size();) {
        const ssize_t count = ::send(connection, reply.data() + sent, reply.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) break;
        sent += static_cast<std::size_t>(count);
    }
    ::close(connection);
}

}  // namespace spec::test
