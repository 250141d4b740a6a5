#pragma once

/// The consumer's own header, which is called as one of rentroll's.
namespace consumer {

constexpr const char* heading = "account,charges,amount,currency";

}  // namespace consumer
