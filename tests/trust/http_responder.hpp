#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace spec::test {

/// A small HTTP service on 127.0.0.1 for one test: every request's body goes to `answer`, whose bytes are the reply.
class HttpResponder {
 public:
    HttpResponder(std::string content_type, std::function<std::string(const std::string& body)> answer);
    ~HttpResponder();
    HttpResponder(const HttpResponder&) = delete;
    HttpResponder& operator=(const HttpResponder&) = delete;

    int port() const { return port_; }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
    void serve(int connection) const;

    std::string content_type_;
    std::function<std::string(const std::string&)> answer_;
    int listener_ = -1, port_ = 0;
    std::atomic<bool> stop_ = false;
    std::thread thread_;
};

}  // namespace spec::test
