@NullMarked
package io.onetail.runtime;

import org.jspecify.annotations.NullMarked;
