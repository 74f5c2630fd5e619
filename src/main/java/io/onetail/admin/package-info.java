@NullMarked
package io.onetail.admin;

import org.jspecify.annotations.NullMarked;
